-- Sets the actor for the audit entries of this transaction; null keeps the current one. Functions that Citus
-- delegates to a worker call it with an argument, because a worker receives arguments but no settings. All other
-- callers use auth.enter_as.
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
