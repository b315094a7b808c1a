let listener = (): void => {};

/** Called when the server no longer knows the session. */
export const onSignedOut = (): void => listener();

export function setOnSignedOut(call: () => void): void {
  listener = call;
}
