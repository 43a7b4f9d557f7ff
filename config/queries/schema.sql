-- A small shop: what the examples beside this file read. A test creates it and runs them.

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel text,
    amount numeric(12, 2) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE payments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    provider text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    seconds double precision,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON payments (created_at);

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    registered_at timestamptz NOT NULL DEFAULT now(),
    verified_at timestamptz,
    last_seen_at timestamptz
);
CREATE INDEX ON users (registered_at);
CREATE INDEX ON users (last_seen_at);

CREATE TABLE ai_usage (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('completion', 'embedding')),
    tokens bigint NOT NULL,
    cost_usd numeric(12, 6) NOT NULL,
    used_at timestamptz NOT NULL DEFAULT now()
);

-- PostgreSQL does not count what its policies keep out; the application notes it.
CREATE TABLE security_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    relation text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON security_events (kind);
