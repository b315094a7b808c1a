import type { Terminal } from './terminal.ts';

/** `onevault-server <name> …`: parses its own flags, then resolves when it is done or runs until a signal. */
export type Command = (args: string[], env: NodeJS.ProcessEnv, terminal: Terminal) => Promise<void>;
