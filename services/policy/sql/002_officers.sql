-- Versions with officers behind them. Those before stay as they were; no reader believes them any more.
ALTER TABLE version RENAME TO version_unapproved;
REVOKE INSERT ON version_unapproved FROM {{role}};

-- What an officer proposed: a moment, and one or two documents.
CREATE TABLE proposal (
    id text PRIMARY KEY,
    shop text NOT NULL,
    officer text NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX proposal_of_shop ON proposal (shop, at);

-- A document of a proposal: as it was written, as it is published, and the claim that officers approve.
CREATE TABLE draft (
    proposal text NOT NULL REFERENCES proposal (id),
    shop text NOT NULL,
    what text NOT NULL CHECK (what IN ('pack', 'register')),
    number integer NOT NULL CHECK (number > 0),
    digest text NOT NULL,
    previous text NOT NULL,
    effective bigint NOT NULL,
    restores integer NOT NULL,
    text text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (proposal, what)
);

CREATE TABLE approval (
    proposal text NOT NULL,
    what text NOT NULL,
    officer text NOT NULL,
    at bigint NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (proposal, what, officer),
    FOREIGN KEY (proposal, what) REFERENCES draft (proposal, what)
);

-- What became of a proposal, in order: asked to be published, withdrawn, published, overtaken; a review that is overdue.
CREATE TABLE step (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal text NOT NULL REFERENCES proposal (id),
    step text NOT NULL CHECK (step IN ('asked', 'withdrawn', 'published', 'overtaken', 'review_overdue')),
    officer text NOT NULL,
    at bigint NOT NULL
);
-- Each of these happens once, and a proposal ends once.
CREATE UNIQUE INDEX step_once ON step (proposal, step);
CREATE UNIQUE INDEX step_end ON step (proposal) WHERE step IN ('withdrawn', 'published', 'overtaken');

-- Published versions, one chain for each shop's packs and one for its registers: each follows one other, once.
CREATE TABLE version (
    shop text NOT NULL,
    what text NOT NULL,
    number integer NOT NULL,
    digest text NOT NULL,
    previous text NOT NULL,
    proposal text NOT NULL,
    PRIMARY KEY (shop, what, number),
    UNIQUE (shop, what, previous),
    FOREIGN KEY (proposal, what) REFERENCES draft (proposal, what)
);

-- Which versions lie on policy.packs under which key of ours.
CREATE TABLE sent (
    shop text NOT NULL,
    what text NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (shop, what, number, key)
);

-- Where the fences of a shop's versions lie, by partition.
CREATE TABLE fence (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop text NOT NULL,
    pack integer NOT NULL,
    register integer NOT NULL,
    positions bigint[] NOT NULL,
    at bigint NOT NULL
);

-- Requests that were signed lately, so that none counts twice. The only rows that may go.
CREATE TABLE nonce (
    officer text NOT NULL,
    nonce text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (officer, nonce)
);

GRANT SELECT, INSERT ON proposal, draft, approval, step, version, sent, fence TO {{role}};
GRANT SELECT, INSERT, DELETE ON nonce TO {{role}};
