import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command, as published. */
const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** Runs `onevault-mock-server` with these arguments until it ends. */
export function runCli(
  args: string[],
  { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { NODE_ENV, DATABASE_URL, GITHUB_ACTIONS, ...inherited } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...inherited, ...env }, ...(cwd && { cwd }) });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}
