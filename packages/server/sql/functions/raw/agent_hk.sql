-- Returns the key of a user agent in raw.agents: the first 16 bytes of the SHA-256 of its month, the agent, and what
-- the server derives from it. Null if there is neither agent nor derived value.
-- Reads nothing, writes nothing.
create or replace function raw.agent_hk(p_month date, p_user_agent text, p_enrichment jsonb) returns bytea
language sql stable parallel safe
return case when p_user_agent is not null or p_enrichment is not null
  then substr(sha256(convert_to(concat_ws(E'\n', p_month, p_user_agent, p_enrichment), 'UTF8')), 1, 16) end;
