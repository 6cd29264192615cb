-- Every version ever published. A version is immutable: the role may add and read, nothing else.
CREATE TABLE version (
    shop text NOT NULL,
    what text NOT NULL CHECK (what IN ('pack', 'register')),
    number integer NOT NULL CHECK (number > 0),
    digest text NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shop, what, number)
);

GRANT SELECT, INSERT ON version TO {{role}};
