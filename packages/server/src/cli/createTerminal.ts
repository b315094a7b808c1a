import type { Terminal } from './terminal.ts';

export interface TerminalOptions {
  /** Whether what is not a result is one JSON object a line, as with `--log-format json`. */
  isJson: boolean;
  /** What failed if an error does not say it: `start`, `run keys`. */
  task: string;
}

/** The terminal of this process. */
export function createTerminal({ isJson, task }: TerminalOptions): Terminal {
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    error(text) {
      const line = isJson
        ? JSON.stringify({ level: 'error', time: new Date().toISOString(), service: 'onevault-server', msg: text })
        : text;
      process.stderr.write(`${line}\n`);
    },
    toMessage(error) {
      const message = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ');
      if (message.startsWith('[OneVault]')) return message;
      return `[OneVault] Failed to ${task}: ${message.replace(/\.$/, '')}. Try onevault-server doctor.`;
    },
  };
}
