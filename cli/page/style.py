"""The look of the page: readable on a phone, on paper, in light and dark; contrasts of at least 4.5 to 1."""

from typing import Final

STYLE: Final = """
:root{--ink:#1b1b1f;--soft:#55555f;--paper:#fff;--wash:#f4f4f7;--line:#d5d5de;--good:#11632f;--no:#9b1c1c;
--wait:#7a4a00;--link:#1f4fa3}
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#b4b4c0;--paper:#17171b;--wash:#212127;--line:#3d3d48;
--good:#7ad69a;--no:#ff9d94;--wait:#f0be6c;--link:#9cc0ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1.5rem;color:var(--ink);background:var(--paper);
font:1rem/1.6 system-ui,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:0 0 .75rem;border-bottom:2px solid var(--line);padding-bottom:.3rem}
h3{display:flow-root;font-size:1rem;margin:0 0 .3rem}
h3 time{float:right;color:var(--soft);font-weight:400;font-size:.85em;font-variant-numeric:tabular-nums}
h3 span{font-weight:400;color:var(--soft)}
small{color:var(--soft);font-weight:400}
td small{display:block;font-size:.85em}
summary{cursor:pointer;color:var(--soft);font-size:.85em}
code{font:.85em ui-monospace,"DejaVu Sans Mono",monospace;color:var(--soft);font-weight:400}
a{color:var(--link)}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0;margin:1rem 0}
article{margin:2.2rem 0}
ol{list-style:none;margin:0;padding:0 0 0 1rem;border-left:3px solid var(--line)}
ol>li{margin:0 0 1.2rem}
table{width:100%;border-collapse:collapse;background:var(--wash);font-size:.9rem;margin:.3rem 0 .6rem}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-top:1px solid var(--line)}
thead th{font-size:.8rem;color:var(--soft)}
td.count{text-align:right;font-variant-numeric:tabular-nums}
li p,.verdict{margin:.2rem 0}
li>p{color:var(--soft);font-size:.85rem}
li ul{margin:.1rem 0 0;padding-left:1.1rem;font-size:.9rem}
.good{color:var(--good)}.no{color:var(--no)}.wait{color:var(--wait)}
.verdict{font-weight:700}
ol table th:nth-child(1){width:19%}ol table th:nth-child(2){width:30%}ol table th:nth-child(3){width:15%}
ol table th:nth-child(4){width:19%}
.sums th:nth-child(1){width:30%}.sums th:nth-child(5){width:42%}
@media (max-width:44rem){body{padding:1rem}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;
overflow:hidden}
table,tbody,tr,td,caption,tbody th{display:block;width:auto!important}
tr{padding:.4rem 0;border-top:1px solid var(--line)}th,td{border:0;padding:.1rem .6rem}
td{display:grid;grid-template-columns:6.5rem 1fr;gap:.5rem}td.count{text-align:left}
td::before{content:attr(data-label);color:var(--soft)}ol{padding-left:.6rem}}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--wash:#fff;--line:#999;--good:#000;--no:#000;--wait:#000}
body{padding:0;font-size:10pt}nav{display:none}
details::details-content{content-visibility:visible;block-size:auto}
h2,h3{break-after:avoid}tr,li ul{break-inside:avoid}}
""".replace("\n", "")
