import type { Row, SqlSession } from '../../engine/sql/connection.ts';
import { DEFAULT_ROLE } from '../../engine/sql/installSchema.ts';
import { isDistributed } from '../../engine/sql/planDistribution.ts';
import { checksumOf, readSqlFiles } from '../../engine/sql/readSqlFiles.ts';
import { type Finding, fine, problem } from './finding.ts';

interface Inspected {
  place: string;
  /** The name of the database. */
  name: string;
  role?: string;
  /** Whether the server gets keys from its environment. */
  hasGivenKeys: boolean;
  /** Its user may do everything, and its clock is this machine's. */
  isEmbedded: boolean;
}

const MIN_VERSION = 15;
/** Times of events are compared with the clock of the database: seconds are visible in reports. */
const MAX_SKEW_MS = 2_000;

/** What can be seen of a database by SQL. Only reads. */
export async function inspectSql(session: Pick<SqlSession, 'query'>, about: Inspected): Promise<Finding[]> {
  const startMs = Date.now();
  const [server = {}] = await session.query(
    `select current_setting('server_version') as version, current_setting('server_version_num')::integer / 10000 as major,
       current_setting('server_encoding') as encoding, current_setting('transaction_read_only') = 'on' as is_read_only,
       (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`,
  );
  const endMs = Date.now();
  const findings = [inspectServer(server, about)];
  if (!about.isEmbedded) {
    findings.push(...(await inspectRights(session, about)), inspectClock(Number(server.now_ms), startMs, endMs));
  }
  // Without the rights of the owner the tables cannot be read either.
  const isLocked = findings.some(({ check, isOk }) => check === 'rights' && !isOk);
  return isLocked ? findings : [...findings, ...(await inspectSchema(session, about))];
}

function inspectServer({ version, major, encoding, is_read_only }: Row, { place, name }: Inspected): Finding {
  const what = `${place}: PostgreSQL ${version}, ${encoding}${is_read_only === true ? ', read-only' : ''}`;
  if (Number(major) < MIN_VERSION) return problem('database', what, `PostgreSQL ${MIN_VERSION} or newer`);
  if (encoding !== 'UTF8') {
    return problem('database', what, `createdb --encoding=UTF8 --template=template0 <another name than ${name}>`);
  }
  if (is_read_only === true) {
    return problem('database', what, 'the address of the primary, or set it back to read-write');
  }
  return fine('database', what);
}

async function inspectRights(session: Pick<SqlSession, 'query'>, about: Inspected): Promise<Finding[]> {
  const { role = DEFAULT_ROLE, name } = about;
  const isOnCluster = await isDistributed(session);
  const [row = {}] = await session.query(
    `select current_user as user_name, has_database_privilege(current_database(), 'create') as may_create,
       (select pg_has_role(n.nspowner, 'usage') from pg_namespace as n where n.nspname = 'audit') as owns_schema,
       (select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.nspname = 'audit') as owner,
       (select r.rolsuper or r.rolcreaterole from pg_roles as r where r.rolname = current_user) as may_create_role,
       (select pg_has_role(r.oid, 'member') from pg_roles as r where r.rolname = $1) as may_take_role,
       (select r.rolsuper or r.rolbypassrls from pg_roles as r where r.rolname = $1) as role_sees_all`,
    [role],
  );
  return [inspectInstaller(row, name), isOnCluster ? inspectClusterRole(about.role) : inspectRole(row, role)];
}

function inspectInstaller({ user_name, may_create, owns_schema, owner }: Row, name: string): Finding {
  if (owns_schema === false) {
    return problem(
      'rights',
      `${user_name} does not own the schema, ${owner} does`,
      `the user ${owner} in DATABASE_URL`,
    );
  }
  return may_create === true
    ? fine('rights', `${user_name} may install and update the schema`)
    : problem('rights', `${user_name} may not create schemas`, `grant create on database ${name} to ${user_name}`);
}

function inspectRole({ user_name, may_create_role, may_take_role, role_sees_all }: Row, role: string): Finding {
  const help = 'docs/operations.md, "Roles"';
  if (role_sees_all === true) {
    return problem('role', `the role ${role} sees every customer`, `a role without superuser and BYPASSRLS: ${help}`);
  }
  if (may_take_role === true) return fine('role', `the server works as ${role}, under row-level security`);
  if (may_take_role === false) {
    return problem('role', `${user_name} may not take on the role ${role}`, `grant ${role} to ${user_name}: ${help}`);
  }
  return may_create_role === true
    ? fine('role', `there is no role ${role} yet, the first start makes it`)
    : problem('role', `there is no role ${role}, and ${user_name} may not make one`, `create role ${role}: ${help}`);
}

/** No role works where the tables are distributed. */
function inspectClusterRole(named: string | undefined): Finding {
  return named === undefined
    ? fine('role', 'the tables are distributed: only the filters of the statements keep customers apart')
    : problem(
        'role',
        `the server cannot work as ${named}: the tables are distributed`,
        'without --database-role and ONEVAULT_DATABASE_ROLE: docs/scale-out.md, "Row-level security"',
      );
}

function inspectClock(databaseMs: number, startMs: number, endMs: number): Finding {
  // The database read its clock somewhere in between.
  const skewMs = databaseMs > endMs ? databaseMs - endMs : Math.min(0, databaseMs - startMs);
  const message = `the clock of the database is ${Math.abs(skewMs) / 1000} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return fine('clock', 'this machine and the database have the same time');
  return problem('clock', message, 'a time service (NTP) on both machines');
}

async function inspectSchema(session: Pick<SqlSession, 'query'>, about: Inspected): Promise<Finding[]> {
  const [there] = await session.query(
    `select to_regclass('audit.migrations') is not null and to_regclass('auth.keys') is not null as is_there`,
  );
  if (there?.is_there !== true) return [fine('schema', 'it is not installed yet, the first start does it')];
  return [await inspectMigrations(session), await inspectKeys(session, about)];
}

async function inspectMigrations(session: Pick<SqlSession, 'query'>): Promise<Finding> {
  const { migrations, functions, views } = readSqlFiles();
  const applied = await session.query('select name, checksum from audit.migrations order by name');
  const own = new Map(migrations.map(({ name, text }) => [name, checksumOf(text)]));
  const unknown = applied.filter(({ name }) => !own.has(String(name))).map(({ name }) => name);
  if (unknown.length > 0) {
    return problem('schema', `a newer server has migrated it (${unknown.join(', ')})`, 'that version of the server');
  }
  const changed = applied.find(({ name, checksum }) => own.get(String(name)) !== checksum);
  if (changed) {
    return problem('schema', `${changed.name} differs from what was installed`, 'the released version of the server');
  }
  const waiting = migrations.length - applied.length;
  if (waiting > 0) return fine('schema', `${waiting} of ${migrations.length} migrations wait for the next start`);
  const checksum = checksumOf(...[...functions, ...views].flatMap(({ name, text }) => [name, text]));
  const isCurrent = (await session.query('select 1 from audit.functions where checksum = $1', [checksum])).length > 0;
  return fine(
    'schema',
    `all ${migrations.length} migrations are applied${isCurrent ? '' : '; the next start replaces the functions'}`,
  );
}

async function inspectKeys(session: Pick<SqlSession, 'query'>, { hasGivenKeys }: Inspected): Promise<Finding> {
  const [row] = await session.query(
    `select count(*)::integer as keys, count(distinct k.tenant_hk)::integer as customers from auth.keys as k
     where k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())`,
  );
  const [keys, customers] = [Number(row?.keys), Number(row?.customers)];
  if (keys > 0) return fine('keys', `${keys} in the database, of ${customers} customers`);
  if (hasGivenKeys) return fine('keys', 'none in the database, ONEVAULT_KEYS has some');
  return problem('keys', 'there is none: every request gets 401', 'onevault-server keys create --customer <id>');
}
