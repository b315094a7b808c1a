import { historyEndpoint } from '../analytics/historyEndpoint.ts';
import { toEndpoint } from '../analytics/questionEndpoint.ts';
import { accuracyQuestion } from '../analytics/questions/accuracyQuestion.ts';
import { attributionQuestion } from '../analytics/questions/attributionQuestion.ts';
import { breakdownQuestion } from '../analytics/questions/breakdownQuestion.ts';
import { funnelQuestion } from '../analytics/questions/funnelQuestion.ts';
import { goalsQuestion } from '../analytics/questions/goalsQuestion.ts';
import { liveQuestion } from '../analytics/questions/liveQuestion.ts';
import { overviewQuestion } from '../analytics/questions/overviewQuestion.ts';
import { pathsQuestion } from '../analytics/questions/pathsQuestion.ts';
import { retentionQuestion } from '../analytics/questions/retentionQuestion.ts';
import { sessionsQuestion } from '../analytics/questions/sessionsQuestion.ts';
import { summaryQuestion } from '../analytics/questions/summaryQuestion.ts';
import { sessionQuestion, visitorQuestion } from '../analytics/questions/timelineQuestions.ts';
import { timeseriesQuestion } from '../analytics/questions/timeseriesQuestion.ts';
import type { ServiceContext } from '../context.ts';
import type { Endpoint } from '../endpoint.ts';

const QUESTIONS = [
  summaryQuestion,
  overviewQuestion,
  timeseriesQuestion,
  breakdownQuestion,
  funnelQuestion,
  goalsQuestion,
  retentionQuestion,
  pathsQuestion,
  attributionQuestion,
  accuracyQuestion,
  liveQuestion,
  sessionsQuestion,
  sessionQuestion,
  visitorQuestion,
];

/** Counts visitors, sessions and events: one endpoint a question. */
export function analyticsEndpoints(context: ServiceContext): Endpoint[] {
  return [...QUESTIONS.map((question) => toEndpoint(context, question)), historyEndpoint(context)];
}
