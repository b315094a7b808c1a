import { DEFAULT_ROLE } from '@onevault/server/internal/engine/sql/installSchema';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import pg from 'pg';

/** A statement that PostgreSQL executed, also one inside a function. */
export interface ExecutedStatement {
  text: string;
  /** The tables of ours in its plan: `raw.event_ids`. Partitions are named as such. */
  tables: string[];
  /** Those that it reads from one end to the other. */
  scanned: string[];
}

export interface WatchedSession {
  /** Runs one statement and returns it with all statements that its functions executed, in the order of their ends. */
  run(text: string, params?: readonly unknown[]): Promise<ExecutedStatement[]>;
  /** What `raise notice 'row of %'` has told during the last run: the rest of each line, in their order. */
  told(): string[];
  close(): Promise<void>;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Schema?: string;
  Plans?: PlanNode[];
}

/**
 * `auto_explain` tells the client of each statement that it executed, with the plan that was used. What PL/pgSQL
 * evaluates by itself, such as `n + 1`, is no statement.
 */
const SETTINGS = [
  `load 'auto_explain'`,
  'set auto_explain.log_min_duration = 0',
  'set auto_explain.log_nested_statements = on',
  'set auto_explain.log_format = json',
  // With the schemas of tables.
  'set auto_explain.log_verbose = on',
  'set auto_explain.log_level = notice',
  'set client_min_messages = notice',
];

/** A session of the server's role that tells what it executes. */
export async function watchStatements(url: string): Promise<WatchedSession> {
  const client = new pg.Client({ connectionString: url });
  let executed: ExecutedStatement[] = [];
  let told: string[] = [];
  client.on('notice', ({ message = '' }) => {
    const plan = /^duration: .* plan:\n(\{.*\})$/s.exec(message)?.[1];
    if (plan !== undefined) executed.push(toStatement(JSON.parse(plan)));
    else if (message.startsWith('row of ')) told.push(message.slice('row of '.length));
  });
  await client.connect();
  await client.query([...SETTINGS, `set role ${DEFAULT_ROLE}`].join(';'));
  return {
    async run(text, params = []) {
      executed = [];
      told = [];
      await client.query(text, [...params]);
      return executed;
    },
    told: () => told,
    close: () => client.end(),
  };
}

function toStatement({ 'Query Text': text, Plan: plan }: { 'Query Text': string; Plan: PlanNode }): ExecutedStatement {
  const ours = nodesOf(plan).filter(({ Schema: schema = '' }) => SCHEMAS.includes(schema));
  const nameOf = (node: PlanNode): string => `${node.Schema}.${node['Relation Name']}`;
  return {
    text: text.replace(/\s+/g, ' ').trim(),
    tables: [...new Set(ours.filter((node) => node['Relation Name'] !== undefined).map(nameOf))],
    scanned: ours.filter((node) => node['Node Type'] === 'Seq Scan').map(nameOf),
  };
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
