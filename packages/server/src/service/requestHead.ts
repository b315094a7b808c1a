/** What the headers of a request, and its connection, say before the body is read. */
export interface RequestHead {
  customerId: string | undefined;
  authorization: string | undefined;
  /** The `Origin` header, which browsers send with every POST and every request to another origin. */
  origin?: string | undefined;
  /** The `Host` header, where there is a connection. */
  host?: string | undefined;
  /** What the rate limit counts. */
  address: string | null;
  /** The `Cookie` header: the page's session. */
  cookie?: string | undefined;
  /** The `Sec-Fetch-Site` header. */
  fetchSite?: string | undefined;
  /** The connection comes from this machine, and no proxy has forwarded it. */
  isFromHere?: boolean;
}
