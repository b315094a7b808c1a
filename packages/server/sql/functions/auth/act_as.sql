-- Names who does what is audited in this transaction; null leaves it as it is. For functions that distributed
-- PostgreSQL hands on to a worker, which hears of an argument and not of a setting (auth.enter_as is for the others).
-- Reads nothing, writes the transaction's setting onevault.actor.
create or replace function auth.act_as(p_actor text) returns void
language plpgsql
as $$
begin
  if p_actor is not null then
    perform set_config('onevault.actor', left(p_actor, 200), true);
  end if;
end;
$$;
