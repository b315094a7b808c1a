import { findBlock } from './findBlock.ts';

/** How a person's shell runs a block. */
export interface ShellBlock {
  /** Blocks that the reader has run before in the same shell, by their ids. */
  follows?: string[];
  /** The block that follows it, whose test runs it. */
  ranBy?: string;
  /** What the reader has done before, and what must be true afterwards: more lines of the same shell. */
  before?: string;
  after?: string;
  /** What the block must print. */
  prints?: RegExp[];
  /** Replacements besides `PLACEHOLDERS`. */
  replace?: [RegExp, string][];
  /** Where the commands stand. Default: an empty folder. */
  cwd?: 'repository';
  /** The block or what is before it starts a server, and addresses in the block are that server's. */
  isOwnServer?: boolean;
  /** `DATABASE_URL` of the shell. Default: the database of the running server. */
  database?: 'none' | 'empty' | 'citus' | 'roles';
  /** Inline commands of the same section run, too, after the block. */
  withInline?: RegExp;
  /** Programs that not every machine has. */
  needs?: string[];
  /** A quick start: the page of the block's own server shows its events, while the servers of the shell still run. */
  live?: LiveEnd;
}

/** What a reader does in a browser at the end. Texts may name variables of the shell: `$FULL`. */
export interface LiveEnd {
  customer: string;
  token: string;
  /** A page of the reader's that a visitor opens first, and what is clicked there, in this order. */
  visit?: string;
  click?: string[];
  /** Types of events that must stand in Live. */
  see: string[];
}

/**
 * What stands in the documents for something of the reader's. `URL` is the address of a server: a running one
 * in production on PostgreSQL (customers `demo` and `shop`), or the block's own. `$PORT` is a free port for that one,
 * `$SYSTEM` an empty folder instead of `/`.
 */
export const PLACEHOLDERS: [RegExp, string][] = [
  [/https?:\/\/(?:localhost|127\.0\.0\.1):8000|\blocalhost:8000/g, 'URL'],
  [/https:\/\/track\.shop\.example/g, 'URL'],
  [/(--page) https:\/\/shop\.example\//g, '$1 URL/site/page.html'],
  [/'?postgres:\/\/\w+:password@[\w.]+:5432\/\w+'?/g, '"$$DATABASE_URL"'],
  [/\b1a2b3c4d\b/g, '$$KEY'],
  [/'the token of a full key'/g, '$$TOKEN'],
  [/(?<![\w$/])\/(opt|etc)\//g, '$$SYSTEM/$1/'],
  // Its result is the project in which all these commands run.
  [/^(cd .* && )?npm install (?!.*tracker-\*)/gm, '$1npm install --dry-run '],
  // A command without a subcommand is a server: the shell goes on once it listens.
  [/^(onevault-(?:mock-)?server)(?= +--|\s*$|\s+#)/gm, 'serve $1 --port $$PORT'],
  // Steps of a system with systemd as its first process; `systemctl` can prepare a folder instead.
  [/^systemctl daemon-reload$/gm, 'ls $$SYSTEM/etc/systemd/system/onevault-server.service'],
  [/^systemctl enable --now /gm, 'systemctl --root=$$SYSTEM enable '],
];

const LIVES = 'curl http://127.0.0.1:$PORT/health/ready';
const SCRIPT_EXISTS = `node -e 'process.exit(require("./package.json").scripts[process.argv[1]] ? 0 : 1)'`;
/** Would run for minutes, and `npm test` runs this test. */
const LONG: [RegExp, string][] = [
  [/^npm start.*$/gm, `${SCRIPT_EXISTS} start`],
  [/^npm test.*$/gm, `${SCRIPT_EXISTS} test`],
  [/^npm run bench -- (\w+).*$/gm, `${SCRIPT_EXISTS} bench && node --check bench/$1.mjs`],
  [/^npm run bench .*$/gm, `${SCRIPT_EXISTS} bench`],
  [/^node (bench\/\w+\.mjs).*$/gm, 'node --check $1'],
];
/** Its own journey builds the app and visits it. */
const DEVELOPED: ShellBlock = {
  cwd: 'repository',
  replace: [
    ...LONG,
    [
      /^npx pnpm@[\d.]+ --filter example-(\S+) dev.*$/gm,
      `(cd examples/$1 && grep '"name": "example-$1"' package.json && ${SCRIPT_EXISTS} dev)`,
    ],
  ],
  prints: [/"name": "example-/],
};

/** A shop of one event, and a person in it. */
const PERSON = `curl -H 'X-Customer-ID: shop' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"event_id":"evt_1","event_data":{"visitor_id":"visitor_42","user_id":"user-7"}}' URL/api/v1/track`;

const DEMO = { customer: 'demo', token: 'ovt_demo' };

const DOCTOR: [RegExp, string][] = [[/^onevault-server doctor(?= +#)/gm, '$& --port $$PORT']];
const OWNER_END = 'docs/tutorials/owner.md#5-ask-whether-all-is-right/1';
const APP = 'docs/tutorials/single-page-app.md';
const APP_END = `${APP}#4-start-a-server-to-send-to/1`;
const ONE_SERVER: ShellBlock = { after: LIVES, database: 'empty' };
const WITH_KEY: ShellBlock = {
  database: 'empty',
  before: `onevault-server keys create --customer shop >/dev/null
KEY=$(onevault-server keys list --customer shop | grep -Eo '\\b[0-9a-f]{8}\\b' | head -1)`,
};
const KIT_INSTALL: ShellBlock = { prints: [/add @onevault\/mock-server/] };

export const SHELL_BLOCKS: Record<string, ShellBlock> = {
  'README.md#onevault-tracker/1': {
    cwd: 'repository',
    database: 'none',
    isOwnServer: true,
    replace: [[/^npm start/gm, 'serve npm start -- --port $$PORT --database $$WORK/events'], ...LONG],
    after: 'curl http://127.0.0.1:$PORT/shop/ && curl http://127.0.0.1:$PORT/shop/onevault.min.js',
    prints: [/Kettle/],
    live: { ...DEMO, visit: 'http://127.0.0.1:$PORT/shop/', see: ['page_view'] },
  },
  'README.md#install/1': {
    before: 'mkdir ~/my-app && echo "{}" > ~/my-app/package.json',
    after: 'ls ~/my-app/node_modules/@onevault/tracker/dist/onevault.min.js',
    prints: [/npm install .*onevault-tracker-/],
  },
  'CONTRIBUTING.md#two-commands/1': { cwd: 'repository', replace: LONG },
  'bench/README.md#measurements/1': { cwd: 'repository', replace: LONG },
  'examples/nextjs/README.md#run-it/1': DEVELOPED,
  'examples/react-spa/README.md#run-it/1': DEVELOPED,
  'examples/sveltekit/README.md#run-it/1': DEVELOPED,
  'examples/vue/README.md#run-it/1': DEVELOPED,
  'examples/nuxt/README.md#run-it/1': DEVELOPED,
  'examples/astro/README.md#run-it/1': DEVELOPED,
  'packages/mock-server/README.md#onevaultmock-server/1': KIT_INSTALL,
  'docs/testing.md#testing-tracking/1': KIT_INSTALL,
  'packages/mock-server/README.md#on-the-command-line/1': {
    database: 'empty',
    isOwnServer: true,
    live: { ...DEMO, see: ['page_view'] },
    after: `curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' -H 'Content-Type: application/json' -d '{}' http://127.0.0.1:$PORT/api/v1/track
curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' http://127.0.0.1:$PORT/api/v1/track/status`,
    prints: [/"status":"success"/],
  },
  'packages/server/README.md#onevaultserver/1': {
    database: 'none',
    after: `curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' http://127.0.0.1:$PORT/api/v1/track/status; ls .onevault`,
    prints: [/add @onevault\/server/, /"status":"success"/],
  },
  'packages/server/README.md#onevaultserver/2': {
    database: 'none',
    isOwnServer: true,
    follows: ['packages/server/README.md#onevaultserver/1'],
    prints: [/"processing_status":"complete"/],
    live: { ...DEMO, see: ['signup'] },
  },
  'packages/server/README.md#onevaultserver/3': ONE_SERVER,
  'packages/server/README.md#keys/1': { ...WITH_KEY, prints: [/ovt_/, /revoked/i] },
  'packages/server/README.md#retention-erasing-replay-export/1': {
    before: PERSON,
    prints: [/90 days/, /Nothing is left/],
  },
  'packages/server/README.md#looking-for-mistakes/1': {
    replace: [...DOCTOR, [/^onevault-server check/gm, '$& --url URL']],
    prints: [/7\/7/],
  },
  'packages/server/README.md#routes/1': {
    before: `serve onevault-server --key demo:ovt_demo --port $PORT
curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' -H 'Content-Type: application/json' \\
  -d '{"event_data":{"session_id":"sess_1","visitor_id":"visitor_1"}}' http://127.0.0.1:$PORT/api/v1/track`,
    isOwnServer: true,
    withInline: /^(?:ask|curl) /,
    replace: [
      // It would never end.
      [/^(ask -N )(.*)$/gm, '$1--max-time 2 $2 || [ $? = 28 ]'],
      // What was just made.
      [/^(ask -d .*"no_events".*)$/m, `RULE=$($1 | sed 's/.*"rule_id":"\\([^"]*\\)".*/\\1/')`],
      [/^(ask -d .*"webhook".*)$/m, `DESTINATION=$($1 | sed 's/.*"destination_id":"\\([^"]*\\)".*/\\1/')`],
      ...['SEGMENT', 'GOAL', 'FUNNEL', 'ANNOTATION'].map((name): [RegExp, string] => [
        new RegExp(`^(ask -d .*saved/${name.toLowerCase()}s)$`, 'm'),
        `${name}=$($1 | sed 's/.*"${name.toLowerCase()}_id":"\\([^"]*\\)".*/\\1/')`,
      ]),
      [/^(ask -d .*saved\/internal)$/m, `INTERNAL=$($1 | sed 's/.*"rule_id":"\\([^"]*\\)".*/\\1/')`],
      [/^(ask -d .*"period".*)$/m, `REPORT=$($1 | sed 's/.*"report_id":"\\([^"]*\\)".*/\\1/')`],
      [/^(ask -d .*"web shop".*)$/m, `KEY=$($1 | sed 's/.*"key":{"id":"\\([^"]*\\)".*/\\1/')`],
      // Nothing fires on a new server.
      [/^(ask .*)\$FIRING(.*)$/m, '! $100000000-0000-0000-0000-000000000000$2'],
    ],
    prints: [/"event_id":"evt_1"/, /"settled":true/, /onevault_events_accepted_total 4/, /"openapi":"3\.1/],
  },
  'packages/server/README.md#check-a-server/1': { prints: [/7\/7/] },
  'docs/operations.md#without/1': {
    ...ONE_SERVER,
    before: 'mkdir -p $SYSTEM/opt/onevault && echo "{}" > $SYSTEM/opt/onevault/package.json',
    replace: [[/--metrics-port 9100/, '--metrics-port 0']],
  },
  'docs/operations.md#without/2': {
    cwd: 'repository',
    before: 'mkdir -p $SYSTEM/etc/systemd/system',
    after: 'ls -R $SYSTEM/etc/systemd/system',
    prints: [/multi-user\.target\.wants/],
    needs: ['systemctl'],
  },
  'docs/operations.md#roles/2': {
    database: 'roles',
    after: 'curl http://127.0.0.1:$PORT/health/detailed',
    prints: [/"row_level_security":"on"/],
  },
  'docs/operations.md#keys/1': { ...WITH_KEY, prints: [/ovt_/, /web shop/, /revoked/i] },
  'docs/operations.md#audit/1': { prints: [/key_created/, /"status":"success"/] },
  'docs/operations.md#erasing-a-person/1': { before: PERSON, prints: [/Nothing is left/] },
  'docs/operations.md#backups/1': { ...WITH_KEY, needs: ['pg_dump'], after: 'ls -l onevault.dump' },
  'docs/operations.md#backups/2': {
    ...WITH_KEY,
    needs: ['pg_dump', 'pg_restore', 'psql'],
    before: `${WITH_KEY.before}
pg_dump --format=custom --file=onevault.dump "$DATABASE_URL"
onevault-server keys create --customer late >token.txt`,
    after: 'onevault-server keys list --customer shop; onevault-server keys list --customer late || echo gone',
    prints: [/write/, /gone/],
  },
  'docs/operations.md#when-something-is-wrong/1': { replace: DOCTOR, prints: [/ok/] },
  'docs/tutorials/owner.md#1-install-the-server/1': { prints: [/add @onevault\/server/] },
  'docs/tutorials/owner.md#2-make-two-keys/1': { ranBy: OWNER_END },
  'docs/tutorials/owner.md#3-make-a-page-with-the-tag/1': { ranBy: OWNER_END },
  'docs/tutorials/owner.md#4-start-the-server/1': { ranBy: OWNER_END },
  [OWNER_END]: {
    database: 'none',
    isOwnServer: true,
    follows: ['2-make-two-keys', '3-make-a-page-with-the-tag', '4-start-the-server'].map(
      (name) => `docs/tutorials/owner.md#${name}/1`,
    ),
    replace: [[/node_modules\/\.bin\//, '']],
    after: 'cat site/index.html; ls .onevault',
    prints: [/^ovt_/m, /write key/, /data-key="ovt_/, /^ok +key: the server accepts/m],
    live: {
      customer: 'shop',
      token: '$OWNER',
      visit: 'URL/site/',
      click: ['#buy'],
      see: ['page_view', 'user_interaction'],
    },
  },
  [`${APP}#1-an-app/1`]: { ranBy: APP_END },
  [`${APP}#2-add-the-tracker/1`]: { ranBy: APP_END },
  [APP_END]: {
    database: 'none',
    isOwnServer: true,
    follows: [`${APP}#1-an-app/1`, `${APP}#2-add-the-tracker/1`],
    // A dry run of npm writes neither the bundler nor the tracker into the project.
    before: `npm() { command npm "$@"; [ "$1" != init ] || command npm pkg set devDependencies.vite=8; }`,
    after: `grep tracking src/main.js && cat src/tracking.js
mkdir -p node_modules/@onevault && cp -R $PROJECT/node_modules/@onevault/tracker node_modules/@onevault/
sed "s#http://localhost:8000#http://127.0.0.1:$PORT#" src/tracking.js >tracking.js && mv tracking.js src/
cat >src/main.js <<'END'
${findBlock(`${APP}#3-write-two-views-and-an-event/1`).code}
END
node $VITE --host 127.0.0.1 --port $SITE_PORT --strictPort >$WORK/vite.log 2>&1 &
servers="$servers $!"
until curl http://127.0.0.1:$SITE_PORT/ >/dev/null 2>&1; do sleep 0.1; done`,
    prints: [/add @onevault\/tracker/, /Changed src\/tracking\.js and src\/main\.js/, /customerId: 'demo'/],
    live: {
      ...DEMO,
      visit: 'http://127.0.0.1:$SITE_PORT/',
      click: ['text=Assam', '#order'],
      see: ['page_view', 'tea_ordered'],
    },
  },
  'docs/tutorials/single-page-app.md#4-start-a-server-to-send-to/2': {
    before: 'serve onevault-mock-server --port $PORT --database memory',
    // It would never end.
    replace: [[/^node_modules\/\.bin\/(.*)$/m, '$1 --url http://127.0.0.1:$$PORT --count 1 & TAIL=$$!']],
    after: `until curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' -H 'Content-Type: application/json' -d '{}' http://127.0.0.1:$PORT/api/v1/track && ! kill -0 $TAIL 2>/dev/null; do sleep 0.2; done; wait $TAIL`,
    prints: [/✓ business {3}page_view/],
  },
  'docs/tutorials/tester.md#1-a-project/1': { after: 'cat package.json src/order.js', prints: [/"type": "module"/] },
  'docs/tutorials/operator.md#1-install/1': { prints: [/add @onevault\/server/] },
  'docs/tutorials/operator.md#2-connect-the-database/1': { database: 'empty', prints: [/^ok +database/m] },
  'docs/tutorials/operator.md#3-make-the-keys/1': { ranBy: 'docs/tutorials/operator.md#5-see-that-it-works/1' },
  'docs/tutorials/operator.md#4-start-the-server/1': { ranBy: 'docs/tutorials/operator.md#5-see-that-it-works/1' },
  'docs/tutorials/operator.md#5-see-that-it-works/1': {
    database: 'empty',
    isOwnServer: true,
    follows: ['docs/tutorials/operator.md#3-make-the-keys/1', 'docs/tutorials/operator.md#4-start-the-server/1'],
    prints: [/"processing_status":"complete"/, /"stage":"business"/],
    live: { customer: 'shop', token: '$FULL', see: ['hello'] },
  },
  'docs/tutorials/operator.md#6-back-it-up-and-bring-it-back/1': {
    database: 'empty',
    needs: ['pg_dump', 'pg_restore', 'psql'],
    follows: ['docs/tutorials/operator.md#3-make-the-keys/1'],
    prints: [/CREATE DATABASE/, /https:\/\/shop\.example[\s\S]*https:\/\/shop\.example/],
  },
  'docs/tutorials/operator.md#7-decide-what-is-kept-and-who-is-told/1': {
    database: 'empty',
    follows: ['docs/tutorials/operator.md#3-make-the-keys/1'],
    prints: [/180 days/, /onevault-server alerts/],
  },
  'docs/troubleshooting.md#troubleshooting-by-symptom/1': { replace: DOCTOR, prints: [/^ok +page/m, /^ok +database/m] },
  'docs/reading.md#replay/1': { prints: [/"replayed":0|"status":"success"/] },
  'docs/reading.md#export/1': {
    before: PERSON.replace('evt_1', 'evt_exported'),
    after: 'cat events.ndjson; gunzip -c events.csv.gz',
    prints: [/{"event_id":"evt_exported",/, /"status":"complete"/, /^"evt_exported",/m, /\(0 of them now\)/],
  },
  'docs/reading.md#retention/1': { prints: [/90 days/] },
  'docs/reading.md#retention/2': { prints: [/"changed":false/, /"analytics_sessions":0/] },
  'docs/reading.md#erasing-a-person/1': { before: PERSON, prints: [/Nothing is left/] },
  'docs/scale-out.md#set-it-up/1': { database: 'citus', prints: [/create_distributed_table/, /raw\.event_ids/] },
  // Drops the schemas of a cluster's database.
  'docs/scale-out.md#test-a-cluster/1': {
    cwd: 'repository',
    replace: [[/^CITUS_URL=\S+ npm run (\S+)$/gm, `${SCRIPT_EXISTS} $1 && node --check scripts/testCitus.mjs`]],
  },
  'docs/scale-out.md#test-a-cluster/2': {
    after: 'echo "$CITUS_NODE $CITUS_NODE_STOP"',
    prints: [/^worker-1:5432 docker kill/m],
  },
  'docs/testing.md#so-that-ci-never-writes-into-production/1': {
    database: 'empty',
    prints: [/ovt_/, /for production/],
  },
  'docs/testing.md#a-tracking-plan/2': {
    before: `echo '{"signup":{"type":"object","properties":{"plan":{"type":"string"}}}}' > plan.json
serve onevault-mock-server --port $PORT --database memory --plan plan.json
curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' -H 'Content-Type: application/json' -d '{"event_type":"signup","event_data":{"plan":"pro"}}' http://127.0.0.1:$PORT/api/v1/track
mkdir -p .coverage/tracking
onevault-mock-server plan check --plan plan.json --coverage http://127.0.0.1:$PORT --json >.coverage/tracking/one.json`,
    after: 'cat plan.d.ts PLAN.md',
    prints: [/signup/],
  },
  'docs/testing.md#from-any-language/1': {
    database: 'none',
    isOwnServer: true,
    before: `echo '{"signup":{"type":"object"}}' > plan.json
serve onevault-mock-server --port $PORT --database memory --plan plan.json
curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' -H 'Content-Type: application/json' -d '{"event_type":"signup","event_data":{"plan":"pro"}}' URL/api/v1/track`,
    prints: [/"write_token"/, /"settled":true/, /"matched":true/, /"counts":\[0,0\]/, /"hit":/, /"lost":0/],
  },
  'docs/operations.md#with-docker-compose/1': {
    cwd: 'repository',
    before: 'export POSTGRES_PASSWORD=secret',
    // An image takes minutes to build: deploy.test.ts runs the commands of its services.
    replace: [
      [/^cp deploy\/env\.example deploy\/\.env/gm, 'cp deploy/env.example $$WORK/.env'],
      [/^(docker compose -f \S+) up .*$/gm, '$1 config --quiet'],
      [/^(docker compose -f \S+) run --rm (\w+) .*$/gm, '$1 config --services | grep -x $2'],
    ],
    needs: ['docker compose'],
  },
};
