/** Where a command prints: its result on stdout, everything else on stderr. */
export interface Terminal {
  print(text: string): void;
  error(text: string): void;
  /** An error as one line that says what failed and what to try. */
  toMessage(reason: unknown): string;
}
