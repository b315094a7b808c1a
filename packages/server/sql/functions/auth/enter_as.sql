-- Calls auth.enter_customer, and sets the actor for the audit entries of this transaction.
-- Reads nothing, writes the transaction's settings onevault.tenant and onevault.actor.
create or replace function auth.enter_as(p_customer_id text, p_actor text) returns bytea
language plpgsql
as $$
begin
  perform auth.act_as(coalesce(p_actor, ''));
  return auth.enter_customer(p_customer_id);
end;
$$;
