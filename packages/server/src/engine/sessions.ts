/** Who is signed in to the page. Every call is for one customer; hashes are hex SHA-256. */
export interface Sessions {
  add(customerId: string, session: NewSession): Promise<void>;
  /** Null if it has ended or expired. */
  find(customerId: string, hash: string): Promise<FoundSession | null>;
  end(customerId: string, hash: string): Promise<void>;
}

export interface NewSession {
  hash: string;
  /** The key that signed in: the session ends with it. */
  keyHash: string;
  lastsS: number;
}

export interface FoundSession {
  keyHash: string;
  /** ISO 8601. */
  expiresAt: string;
}
