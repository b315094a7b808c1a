import type { PathNode, PathsData } from '@onevault/contract';
import { Compared } from './Change.tsx';
import { formatPercent, formatWhole } from './numbers.ts';
import { sayNode, toNodeHref } from './PathsPicture.tsx';
import { texts } from './texts.ts';

interface FlowTableProps {
  data: PathsData;
  /** Of the range that is compared with. */
  earlier: PathsData | undefined;
  isBackward: boolean;
}

/** The same as the picture of the paths: which step leads to which. */
export function FlowTable({ data, earlier, isBackward }: FlowTableProps) {
  const before = new Map(earlier && toFlows(earlier, isBackward).map((flow) => [flow.key, flow.sessions]));
  return (
    <div class="scroll tall" tabIndex={0} role="region" aria-label={texts.part.paths}>
      <table class="grid flow-table">
        <thead>
          <tr>
            <th scope="col">{texts.paths.stepColumn}</th>
            <th scope="col">{texts.paths.from}</th>
            <th scope="col">{texts.paths.to}</th>
            <th scope="col" class="num">
              {texts.metrics.sessions}
            </th>
            <th scope="col" class="num">
              {texts.paths.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {toFlows(data, isBackward).map(({ key, step, from, to, sessions }) => (
            <tr key={key}>
              <th scope="row">{texts.paths.step(step, isBackward)}</th>
              {[from, to].map((node, n) => (
                <td key={n}>
                  <NodeCell node={node} isBackward={isBackward} />
                </td>
              ))}
              <td class="num">
                {formatWhole(sessions)}
                {/* A flow that is missing there may be among the others: that is not none. */}
                <Compared now={sessions} before={before.get(key)} name="flow" />
              </td>
              <td class="num">{formatPercent(sessions / data.sessions)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Flow {
  /** The same in both ranges, unless one of its ends stands for others: those differ. */
  key: string;
  /** The smaller of both ends: the step from which the next one is counted. */
  step: number;
  /** Undefined: the session began, or ended. */
  from: PathNode | undefined;
  to: PathNode | undefined;
  sessions: number;
}

function toFlows(data: PathsData, isBackward: boolean): Flow[] {
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const ends = [
    ...data.links.map(({ source, target, sessions }) => ({ from: byId.get(source), to: byId.get(target), sessions })),
    ...data.nodes
      .filter(({ dropped }) => dropped > 0)
      .map((node) => ({
        from: isBackward ? undefined : node,
        to: isBackward ? node : undefined,
        sessions: node.dropped,
      })),
  ];
  return ends
    .map(({ from, to, sessions }) => ({
      key: [from, to].map((node) => (node ? toKey(node) : '')).join(' '),
      step: Math.min(from?.step ?? Number.POSITIVE_INFINITY, to?.step ?? Number.POSITIVE_INFINITY),
      from,
      to,
      sessions,
    }))
    .sort((a, b) => a.step - b.step || b.sessions - a.sessions);
}

const toKey = ({ step, kind, value, nodes, id }: PathNode): string =>
  JSON.stringify(kind === 'other' ? [step, kind, nodes, id] : [step, kind, value]);

function NodeCell({ node, isBackward }: { node: PathNode | undefined; isBackward: boolean }) {
  if (!node) return <span class="quiet">{isBackward ? texts.paths.began : texts.paths.ended}</span>;
  if (node.kind === 'other') return <span class="value">{sayNode(node)}</span>;
  return (
    <a class="value" dir="auto" href={toNodeHref(node, isBackward)}>
      {sayNode(node)}
    </a>
  );
}
