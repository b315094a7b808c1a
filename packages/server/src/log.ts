/** The server's log: one line a call, for people and log readers. No line holds a token. */
export interface Log {
  /** `fields`: the same for programs; only the format `json` shows them. */
  info(line: string, fields?: object): void;
  warn(line: string, fields?: object): void;
  error(line: string): void;
  /** Called for every answer; missing where requests are not logged. */
  request?(entry: RequestEntry): void;
}

/** Without query, body, token, customer or address: nothing personal, nothing secret. */
export interface RequestEntry {
  request_id: string;
  method: string;
  /** The pattern, such as `/health/customer/:customer_id`; null where none fits. */
  route: string | null;
  status: number;
  duration_ms: number;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
