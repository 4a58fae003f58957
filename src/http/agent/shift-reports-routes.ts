import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Api } from '../api.ts';
import { agentOf, counterOf, namedCounterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { languageOf, orRefuse } from '../problem.ts';
import { agentRefusals, answers, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, TellerHeaders } from '../schemas/common.ts';
import { agentSecurity, forAgents, forTellers } from './common.ts';
import { OpenShiftsAnswer, ReportAnswer, ReportPdfQuery, ShiftParams } from './drawers-schemas.ts';
import { settlerOf, showOpenShift, showReport } from './drawers-view.ts';

const common = { tags: ['Cash drawers'], security: agentSecurity, params: ShiftParams };

const jsonSchema = {
  ...common,
  operationId: 'getShiftReport',
  summary: 'The X- or Z-report of a shift',
  description:
    'X while the shift is open, Z once it is closed. A shift of another agent is answered with 404; where `Vahid-Teller` names a ' +
    'teller, so is another’s, unless it is a supervisor of the outlet who asks.',
  querystring: Nothing,
  response: { 200: answers('The report.', ReportAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const pdfSchema = {
  ...common,
  operationId: 'printShiftReport',
  summary: 'The report of a shift as a PDF',
  description: 'A4, or a strip of 80 mm; in the language of the query, else of Accept-Language.',
  querystring: ReportPdfQuery,
  response: {
    200: {
      description: 'The report.',
      content: { 'application/pdf': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
    },
    ...refuses(...agentRefusals, 'not_found'),
  },
};

const openSchema = {
  tags: ['Cash drawers'],
  security: agentSecurity,
  operationId: 'listOpenShifts',
  summary: 'The open shifts at the teller’s outlet',
  description:
    'By the codes of their tellers: a supervisor sees all, a teller the own one and those of tellers who were suspended, which ' +
    'whoever works at the outlet may close.',
  headers: TellerHeaders,
  params: Nothing,
  querystring: Nothing,
  response: { 200: answers('The shifts.', OpenShiftsAnswer), ...refuses(...tellerRefusals) },
};

export function shiftReportRoutes(app: Api, deps: Pick<HttpDeps, 'drawers'>): void {
  const reportOf = async (request: FastifyRequest, shiftId: string) => {
    const named = namedCounterOf(request);
    return orRefuse(await deps.drawers.report(agentOf(request).id, shiftId, named && settlerOf(named)));
  };

  app.get('/v1/cash-shifts', { schema: openSchema, config: forTellers }, async (request) => {
    return { shifts: (await deps.drawers.listOpen(settlerOf(counterOf(request)))).map(showOpenShift) };
  });

  app.get('/v1/cash-shifts/:shiftId/report', { schema: jsonSchema, config: forAgents }, async (request) => {
    const report = await reportOf(request, request.params.shiftId);
    return showReport(report, languageOf(request));
  });

  app.get('/v1/cash-shifts/:shiftId/report.pdf', { schema: pdfSchema, config: forAgents }, async (request, reply) => {
    const { language = languageOf(request), layout = 'a4' } = request.query;
    const report = await reportOf(request, request.params.shiftId);
    const pdf = await deps.drawers.pdf(report, language, layout);
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="shift-${report.shift.id}.pdf"`)
      .send(pdf);
  });
}
