import type { Terminal } from './terminal.ts';

/** `onevault-server <name> …`: reads its own flags and resolves when it is done, or runs until a signal. */
export type Command = (args: string[], env: NodeJS.ProcessEnv, terminal: Terminal) => Promise<void>;

/** By name. Each is loaded only when it is called. Without a name the server is started (`startServer.ts`). */
export const COMMANDS = {
  audit: async () => (await import('./commands/showAudit.ts')).showAudit,
  check: async () => (await import('./commands/runCheck.ts')).runCheck,
  distribute: async () => (await import('./commands/distribute.ts')).distribute,
  erase: async () => (await import('./commands/eraseVisitor.ts')).eraseVisitor,
  keys: async () => (await import('./commands/manageKeys.ts')).manageKeys,
  replay: async () => (await import('./commands/replayEvents.ts')).replayEvents,
  retention: async () => (await import('./commands/setRetention.ts')).setRetention,
  worker: async () => (await import('./commands/runWorker.ts')).runWorker,
} satisfies Record<string, () => Promise<Command>>;
