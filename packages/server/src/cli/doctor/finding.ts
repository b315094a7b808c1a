/** What `doctor` says about one thing. */
export interface Finding {
  /** What was looked at: `port`, `database`, `keys`. */
  check: string;
  isOk: boolean;
  message: string;
  /** What to do about a problem. */
  instead?: string;
}

export function fine(check: string, message: string): Finding {
  return { check, isOk: true, message };
}

export function problem(check: string, message: string, instead: string): Finding {
  return { check, isOk: false, message, instead };
}
