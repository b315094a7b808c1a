import type { Terminal } from '@onevault/server/internal/cli/terminal';

/** A terminal for tests that records its output. */
export function createTestTerminal(): { terminal: Terminal; printed: string[]; said: string[] } {
  const printed: string[] = [];
  const said: string[] = [];
  return {
    terminal: { print: (text) => printed.push(text), error: (text) => said.push(text), toMessage: String },
    printed,
    said,
  };
}
