import type { Operations } from '../../engine/port.ts';

/** The id of what a customer has saved under a name; undefined: nothing. */
export async function findDefinitionId(
  { saved }: Pick<Operations, 'saved'>,
  customerId: string,
  kind: Parameters<Operations['saved']['findDefinitions']>[1],
  name: string,
): Promise<string | undefined> {
  return (await saved.findDefinitions(customerId, kind)).find((one) => one.name === name)?.id;
}
