import type { ErrorCode, ErrorDetail, ErrorReply } from '@onevault/contract';

export interface RefusalOptions {
  status: number;
  code: ErrorCode;
  message: string;
  /** The places in the body or query; without it `detail` is the message. */
  detail?: ErrorDetail[];
  headers?: Record<string, string>;
  /** More fields of the answer, such as those of a batch. */
  fields?: object;
}

/** An error that holds the whole answer to a refused request. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ErrorReply;

  constructor({ status, code, message, detail, headers, fields }: RefusalOptions) {
    super(message);
    this.status = status;
    this.headers = headers ?? {};
    this.body = { ...fields, success: false, detail: detail ?? message, error_code: code, message };
  }
}
