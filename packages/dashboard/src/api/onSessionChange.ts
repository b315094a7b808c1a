/** `ended`: the server no longer knows the session. `limited`: it is another one now, of a share key. */
type SessionChange = 'ended' | 'limited';

let listener = (_change: SessionChange): void => {};

/** Called when an answer says that the session is not what the page believes. */
export const onSessionChange = (change: SessionChange): void => listener(change);

export function setOnSessionChange(call: (change: SessionChange) => void): void {
  listener = call;
}
