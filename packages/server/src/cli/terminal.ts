/** Where a command prints: stdout for what was asked for, stderr for everything else. */
export interface Terminal {
  print(text: string): void;
  error(text: string): void;
  /** An error as one line that says what failed and what to try. */
  toMessage(reason: unknown): string;
}
