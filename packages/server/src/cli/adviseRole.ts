/** The reason of `auth.ensure_role` where no role can help. */
const DISTRIBUTED = 'the tables are distributed';

/** What an operator can try if the server cannot work as a role; for a default role on a cluster: nothing. */
export function adviseRole(reason: string, isNamed: boolean): string {
  if (reason !== DISTRIBUTED) {
    return ' Try --database-role with a role that owns nothing and that the connecting role may set: docs/operations.md, "Roles".';
  }
  const help = 'docs/scale-out.md, "Row-level security"';
  return isNamed ? ` Try without --database-role and ONEVAULT_DATABASE_ROLE: ${help}.` : ` See ${help}.`;
}
