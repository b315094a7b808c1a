/**
 * `npm run test:nodes [-- command…]`: runs `npm test`, or the command, with each version of Node of the CI workflow that
 * this machine has. It looks where nvm, fnm, Volta, asdf and mise keep them; `NODE_22=/path/to/node` names another, and
 * `--fetch` takes those that are missing from the npm package `node`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { argv, env, execPath, exit, platform, stdout, version } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Each with what is between a version and its program. */
const MANAGERS = [
  ['.nvm/versions/node', 'bin'],
  ['.local/share/fnm/node-versions', 'installation/bin'],
  ['.fnm/node-versions', 'installation/bin'],
  ['.volta/tools/image/node', 'bin'],
  ['.asdf/installs/nodejs', 'bin'],
  ['.local/share/mise/installs/node', 'bin'],
];
const program = platform === 'win32' ? 'node.exe' : 'node';

const isFetching = argv.includes('--fetch');
const command = argv.slice(2).filter((argument) => argument !== '--fetch');
const [file = 'npm', ...args] = command.length > 0 ? command : ['npm', 'test'];

/** @type {{ major: number, outcome: string }[]} */
const outcomes = [];
for (const major of readMajors()) {
  const node = findNode(major) ?? (isFetching ? fetchNode(major) : undefined);
  if (node === undefined) {
    outcomes.push({ major, outcome: `not on this machine: set NODE_${major}, or add --fetch` });
    continue;
  }
  stdout.write(`\n━━ Node ${major}: ${node}\n`);
  const PATH = `${dirname(node)}${delimiter}${env.PATH ?? ''}`;
  const { status } = spawnSync(file, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...env, PATH },
    shell: platform === 'win32',
  });
  outcomes.push({ major, outcome: status === 0 ? 'passed' : `failed (${status})` });
}
stdout.write('\n');
for (const { major, outcome } of outcomes) stdout.write(`Node ${major}: ${outcome}\n`);
const hasRun = outcomes.some(({ outcome }) => outcome === 'passed');
if (!hasRun || outcomes.some(({ outcome }) => outcome.startsWith('failed'))) exit(1);

/** Those of the workflow: there is one list. */
function readMajors() {
  const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
  const list = /^\s*node: \[([\d, ]+)\]$/m.exec(workflow)?.[1];
  if (!list) throw new Error('Failed to read the versions of Node: ci.yml has no list "node: […]".');
  return list.split(',').map(Number);
}

/** @param {number} major */
function findNode(major) {
  const named = env[`NODE_${major}`];
  if (named !== undefined) {
    if (!existsSync(named))
      throw new Error(`Failed to find Node ${major}: NODE_${major} is ${named}, which does not exist.`);
    return named;
  }
  if (version.startsWith(`v${major}.`)) return execPath;
  for (const [folder = '', inside = ''] of MANAGERS) {
    const home = join(homedir(), folder);
    if (!existsSync(home)) continue;
    const found = readdirSync(home)
      .filter((name) => name.replace(/^v/, '').startsWith(`${major}.`))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((name) => join(home, name, inside, program))
      .find(existsSync);
    if (found) return found;
  }
  return undefined;
}

/** @param {number} major */
function fetchNode(major) {
  stdout.write(`Fetching Node ${major} …\n`);
  const { status, stdout: path } = spawnSync(
    'npx',
    ['--yes', `--package=node@${major}`, 'node', '-p', 'process.execPath'],
    {
      encoding: 'utf8',
      shell: platform === 'win32',
    },
  );
  return status === 0 ? path.trim() : undefined;
}
