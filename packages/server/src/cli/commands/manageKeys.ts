import type { Environment } from '@onevault/contract';
import { idOfKey, type KeyScope, type NewKey, type Operations, type StoredKey } from '../../engine/port.ts';
import { toEnvironment } from '../../service/environmentRule.ts';
import { createKeyToken, hashKey } from '../../service/keys.ts';
import { toOriginRule } from '../../service/originRule.ts';
import { findDefinitionId } from '../../service/saved/findDefinitionId.ts';
import { readPrivateProperties } from '../../service/saved/readPrivateProperties.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { readDurationMs } from '../readDuration.ts';
import { failed } from '../readFlags.ts';
import { readingFlags } from '../readingFlags.ts';
import { readVerb } from '../readVerb.ts';
import { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';
import { toOriginFailure } from '../toOriginFailure.ts';
import { toCell, toMinutes, toTable } from '../toTable.ts';
import { withEngine } from '../withEngine.ts';

const HELP = `onevault-server keys <create|list|rotate|revoke|private>: manages the keys in the database

  create --customer <id>    Makes a key, and the customer if there is none yet. The token is printed once
      --scope <scope>       write (only posts events, for pages), full (everything, for servers) or share. Default write
      --share               Only asks questions of analytics that show no single visitor: for a shared dashboard
      --segment <name>      With --share: sees this segment only
      --label <text>        A name for people
      --expires <time>      Ends after 90d, 24h, 30m. Default never
      --origin <origin>     Only pages of this origin may use it: https://shop.example, or https://*.shop.example
                            for every host below. Repeatable. Default any
      --environment <name>  production, staging or test: refuses events that name another environment, and for
                            production those of a browser that a program drives, as in CI. Default any
  list --customer <id>      Shows every key by its id (the first digits of its hash), never a token
  rotate --customer <id> --key <id>
                            Makes a new key like the old one, which then ends after the overlap
      --overlap <time>      How long both work. Default 24h
      --expires <time>      For the new key. Default the lifetime of the old one
  revoke --customer <id> --key <id>
                            Ends a key at once, on every server
  private --customer <id>   Shows which properties share keys may not ask about. Default all
      --property <name>     Sets them. Repeatable
      --all, --none         Every property, or none

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Only the token goes to stdout, everything else to stderr:
  TOKEN=$(onevault-server keys create --customer shop)
`;

const FLAGS = {
  customer: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  scope: { type: 'string' },
  label: { type: 'string' },
  expires: { type: 'string' },
  origin: { type: 'string', multiple: true },
  environment: { type: 'string' },
  key: { type: 'string' },
  overlap: { type: 'string' },
  share: { type: 'boolean' },
  segment: { type: 'string' },
  property: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  none: { type: 'boolean' },
} as const;
/** Flags of each verb besides the first three. */
const VERBS = {
  create: ['scope', 'share', 'segment', 'label', 'expires', 'origin', 'environment'],
  list: [],
  rotate: ['key', 'overlap', 'expires'],
  revoke: ['key'],
  private: ['property', 'all', 'none'],
} satisfies Record<string, (keyof typeof FLAGS)[]>;

const DEFAULT_OVERLAP = '24h';
const MAX_LABEL_LENGTH = 200;

/** `keys create|list|rotate|revoke`. Only hashes reach the database. */
export const manageKeys: Command = async (args, env, terminal) => {
  const asked = readVerb('keys', args, {
    verbs: VERBS,
    flags: FLAGS,
    example: 'keys create, list, rotate, revoke or private',
  });
  if (asked === null) return terminal.print(HELP);
  const { verb, given } = asked;
  const database = readDatabase(given.database, env);
  const customerId = readCustomer(given.customer);
  // Before the database opens: a mistyped flag must not wait for it.
  const newKey = verb === 'create' ? readNewKey(given) : null;
  const properties = verb === 'private' ? readProperties(given) : undefined;
  const id = verb === 'rotate' || verb === 'revoke' ? readId(given.key) : '';
  const overlapMs = readDurationMs('--overlap', given.overlap ?? DEFAULT_OVERLAP);
  const expiresMs = given.expires === undefined ? null : readDurationMs('--expires', given.expires);

  await withEngine(database, terminal, async (engine) => {
    const { operations } = engine;
    if (newKey) {
      if (!(await engine.findCustomer(customerId))) {
        await engine.upsertCustomer(customerId);
        terminal.error(`Created the customer ${customerId}`);
      }
      const segmentId = await findSegment(operations, customerId, given.segment);
      await create(operations, customerId, { ...newKey, segmentId, expiresAt: toTime(expiresMs) }, terminal);
      return;
    }
    if (!(await engine.findCustomer(customerId))) {
      throw new StartError(`[OneVault] Failed to find the customer: no customer has this id. Try keys create.`);
    }
    if (verb === 'list') {
      const segments = await operations.saved.findDefinitions(customerId, 'segment');
      return terminal.print(toKeyTable(await operations.findKeys(customerId), segments));
    }
    if (verb === 'private') {
      if (properties) await operations.saved.setPrivateProperties(customerId, properties, cliActor());
      return terminal.print((await operations.saved.privateProperties(customerId)).join('\n'));
    }
    const key = await findKey(operations, customerId, id);
    if (verb === 'revoke') {
      await operations.revokeKey(customerId, key.hash, cliActor());
      terminal.error(`Revoked key ${idOfKey(key)} of ${customerId}`);
      return;
    }
    if (key.linkHash !== null) throw failed('--key', 'it belongs to a share link', 'keys revoke, and a new link');
    const { scope, label, allowedOrigins, segmentId, environment } = key;
    await create(
      operations,
      customerId,
      { scope, label, allowedOrigins, segmentId, environment, expiresAt: toTime(expiresMs ?? lifetimeOf(key)) },
      terminal,
    );
    const endsAt = new Date(Date.now() + overlapMs).toISOString();
    await operations.expireKey(customerId, key.hash, endsAt, cliActor());
    terminal.error(`Key ${idOfKey(key)} works until ${toMinutes(endsAt)}`);
  });
};

async function create(
  operations: Operations,
  customerId: string,
  key: Omit<NewKey, 'hash'>,
  { print, error }: Terminal,
): Promise<void> {
  const token = createKeyToken();
  const hash = await hashKey(customerId, token);
  await operations.addKey(customerId, { ...key, hash }, cliActor());
  const end = key.expiresAt ? `, until ${toMinutes(key.expiresAt)}` : '';
  const purpose = key.environment ? ` for ${key.environment}` : '';
  error(
    `Created the ${key.scope} key ${idOfKey({ hash })} of ${customerId}${purpose}${end}. This is its token, shown only once:`,
  );
  print(token);
}

async function findKey(operations: Operations, customerId: string, id: string): Promise<StoredKey> {
  const found = (await operations.findKeys(customerId)).filter(({ hash }) => hash.startsWith(id));
  const [key, other] = found;
  if (!key) throw failed('--key', `the customer has no key ${id}`, `keys list --customer ${customerId}`);
  if (other) throw failed('--key', `more than one key begins with ${id}`, 'more digits of its hash');
  return key;
}

interface NewKeyFlags {
  scope?: string;
  share?: boolean;
  segment?: string;
  label?: string;
  origin?: string[];
  environment?: string;
}

function readNewKey({ scope: given, share, segment, label, origin, environment }: NewKeyFlags) {
  if (share && given !== undefined && given !== 'share') throw failed('--scope', '--share is one', 'one of them');
  const scope = share ? 'share' : (given ?? 'write');
  if (scope !== 'write' && scope !== 'full' && scope !== 'share') {
    throw failed('--scope', 'the scope is unknown', 'write, full or share');
  }
  if (segment !== undefined && scope !== 'share') throw failed('--segment', 'only share keys have one', '--share');
  if (label !== undefined && (label.length > MAX_LABEL_LENGTH || /\p{Cc}/u.test(label))) {
    throw failed('--label', 'it is too long or has a control character', `up to ${MAX_LABEL_LENGTH} characters`);
  }
  return {
    scope: scope as KeyScope,
    label: label ?? null,
    allowedOrigins: origin ? origin.map(readOrigin) : null,
    environment: readEnvironment(environment, scope),
  };
}

function readEnvironment(name: string | undefined, scope: KeyScope): Environment | null {
  if (name === undefined) return null;
  if (scope === 'share') throw failed('--environment', 'a share key posts no events', 'it without --environment');
  const environment = toEnvironment(name);
  if (environment) return environment;
  throw failed('--environment', 'the environment is unknown', 'production, staging or test');
}

async function findSegment(
  operations: Operations,
  customerId: string,
  name: string | undefined,
): Promise<string | null> {
  if (name === undefined) return null;
  const id = await findDefinitionId(operations, customerId, 'segment', name);
  if (id !== undefined) return id;
  throw failed('--segment', 'the customer has no segment of this name', 'segments list');
}

/** Undefined: show them only. */
function readProperties(given: { property?: string[]; all?: boolean; none?: boolean }): string[] | undefined {
  const { property, all, none } = given;
  if ([property, all, none].filter(Boolean).length > 1) {
    throw failed('the flags', '--property, --all and --none exclude each other', 'one of them');
  }
  if (!property && !all && !none) return undefined;
  return readingFlags(() => readPrivateProperties({ private_properties: property ?? (all ? ['*'] : []) }));
}

function readOrigin(text: string): string {
  const rule = toOriginRule(text);
  if (rule) return rule;
  throw toOriginFailure('--origin', text, 'https://shop.example or https://*.shop.example');
}

function readId(id: string | undefined): string {
  if (!id || !/^[0-9a-f]{4,64}$/.test(id)) throw failed('--key', 'it is not a key id', 'an id that keys list shows');
  return id;
}

function toTime(durationMs: number | null): string | null {
  return durationMs === null ? null : new Date(Date.now() + durationMs).toISOString();
}

function lifetimeOf({ createdAt, expiresAt }: StoredKey): number | null {
  return expiresAt === null ? null : Date.parse(expiresAt) - Date.parse(createdAt);
}

function toKeyTable(keys: StoredKey[], segments: readonly { id: string; name: string }[]): string {
  const segmentOf = ({ scope, segmentId }: StoredKey) =>
    scope !== 'share'
      ? ''
      : segmentId === null
        ? 'all'
        : toCell(segments.find(({ id }) => id === segmentId)?.name ?? 'gone');
  const state = (key: StoredKey) => {
    if (key.revokedAt) return `revoked ${toMinutes(key.revokedAt)}`;
    if (!key.expiresAt) return 'active';
    return `${Date.parse(key.expiresAt) > Date.now() ? 'until' : 'expired'} ${toMinutes(key.expiresAt)}`;
  };
  const rows = keys.map((key) => [
    idOfKey(key),
    key.linkHash === null ? key.scope : 'share link',
    toMinutes(key.createdAt),
    state(key),
    key.lastUsedAt ? toMinutes(key.lastUsedAt) : 'never',
    key.allowedOrigins?.join(' ') ?? 'any',
    key.environment ?? 'any',
    segmentOf(key),
    key.label ?? '',
  ]);
  return toTable([
    ['KEY', 'SCOPE', 'CREATED (UTC)', 'STATE', 'LAST USED', 'ORIGINS', 'ENVIRONMENT', 'SEGMENT', 'LABEL'],
    ...rows,
  ]);
}
