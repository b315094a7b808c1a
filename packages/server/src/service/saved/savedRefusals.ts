import { Refusal } from '../../ingest/refusal.ts';

export function unknownSaved(what: string): Refusal {
  return new Refusal({ status: 404, code: 'NOT_FOUND', message: `The customer has no ${what} with this id` });
}

export function nameTaken(what: string): Refusal {
  return new Refusal({ status: 409, code: 'NAME_TAKEN', message: `Another ${what} of the customer has this name` });
}

export function tooManySaved(what: string): Refusal {
  return new Refusal({ status: 409, code: 'TOO_MANY', message: `A customer can have ${what}` });
}
