import type { Command } from './command.ts';
import { StartError } from './startError.ts';
import type { Terminal } from './terminal.ts';

export interface Program {
  /** By name, each loaded only when called. */
  commands: Record<string, () => Promise<Command>>;
  /** Commands of another program, with what to call instead. */
  elsewhere: Record<string, string>;
  /** Runs when no command is named. */
  start: Command;
}

/** Runs the command that the command line names. A failure prints one line on stderr and exits with code 1. */
export async function runProgram({ commands, elsewhere, start }: Program): Promise<void> {
  // A reader that closes the pipe (`| head`) must not end the server.
  process.stdout.on('error', () => {});
  try {
    const [name = '', ...args] = process.argv.slice(2);
    const instead = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined;
    if (instead)
      throw new StartError(`[OneVault] Failed to run ${name}: this program does not have it. Try ${instead}.`);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) await (await command())(args, process.env, terminal);
    else await start(process.argv.slice(2), process.env, terminal);
  } catch (error) {
    terminal.error(error instanceof StartError ? error.message : toMessage(error));
    // Not `exitCode`: a half-open database may keep the process alive.
    process.exit(1);
  }
}

const terminal: Terminal = {
  print: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
  toMessage,
};

function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('[OneVault]') ? message : `[OneVault] Failed to start: ${message}`;
}
