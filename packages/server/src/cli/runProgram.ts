import type { Command } from './command.ts';
import { createTerminal } from './createTerminal.ts';
import { findNearest } from './findNearest.ts';
import { failed } from './readFlags.ts';
import { StartError } from './startError.ts';

export interface Program {
  /** By name, each loaded only when called. */
  commands: Record<string, () => Promise<Command>>;
  /** Commands of another program, with what to call instead. */
  elsewhere: Record<string, string>;
  /** Runs when no command is named; loaded only then, since a server takes far longer to load than a command. */
  start: () => Promise<Command>;
}

/** Runs the command that the command line names. A failure prints one line on stderr and exits with code 1. */
export async function runProgram({ commands, elsewhere, start }: Program): Promise<void> {
  // A reader that closes the pipe (`| head`) must not end the server.
  process.stdout.on('error', () => {});
  const all = process.argv.slice(2);
  const [name = '', ...args] = all;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  // Before the flags are read, since that may be what fails.
  const terminal = createTerminal({ isJson: wantsJson(all), task: command ? `run ${name}` : 'start' });
  try {
    if (Object.hasOwn(elsewhere, name)) {
      throw new StartError(`[OneVault] Failed to run ${name}: this program does not have it. Try ${elsewhere[name]}.`);
    }
    if (command) await (await command())(args, process.env, terminal);
    else if (name === 'help') await (await start())(['--help'], process.env, terminal);
    else {
      refuseUnknown(name, [...Object.keys(commands), 'help']);
      await (await start())(all, process.env, terminal);
    }
  } catch (error) {
    terminal.error(terminal.toMessage(error));
    // Not `exitCode`: a half-open database may keep the process alive.
    process.exit(1);
  }
}

/** Repeats the word only if it looks like one that was meant as a command: it may be a token. */
function refuseUnknown(name: string, commands: readonly string[]): void {
  const near = name.startsWith('-') ? undefined : findNearest(name, commands);
  if (near !== undefined) throw failed('the command line', `${name} is no command`, `${near}, or --help`);
}

function wantsJson(args: readonly string[]): boolean {
  return args.some((arg, i) => arg === '--log-format=json' || (arg === 'json' && args[i - 1] === '--log-format'));
}
