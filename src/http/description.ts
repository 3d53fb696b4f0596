import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Scope } from '../domain/scopes.js';
import { VERSION } from '../operations/version.js';
import { withUsedSchemas } from './components.js';
import { DOCS_POLICY } from './headers.js';
import { OwnSchemas } from './own-schemas.js';
import { withResponseHeaders } from './response-headers.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a key needs. */
    readonly scope?: Scope;
    /** The description of a form of multipart/form-data. */
    readonly form?: z.ZodObject;
  }
}

/** What calls are about, in the order in which they are shown. */
const TAGS: readonly (readonly [string, string])[] = [
  ['faces', 'Enrolled faces of a collection.'],
  ['search', 'Photos that are compared, and looked at.'],
  ['users', 'Persons, by your own IDs.'],
  ['collections', 'Sets of persons that are searched by themselves.'],
  ['duplicates', 'Persons who may be one, and those who may look alike.'],
  ['import', 'Many persons from a CSV.'],
  ['export', 'Persons as a CSV, and their templates.'],
  ['jobs', 'Batches that are worked on after they were answered.'],
  ['runs', 'What was enrolled together, and how it ended.'],
  ['audit', 'Who changed what, and when.'],
  ['bioid', 'The JSON interface of the BioID Web Service.'],
  ['server', 'Whether the server lives.'],
];

/** /openapi.json, made of the schemas that requests and answers are checked by, and /docs. */
export async function addDescription(
  app: FastifyInstance,
  publicUrl: string | undefined,
  isAside: boolean,
): Promise<void> {
  const own = new OwnSchemas();
  app.addHook('onRoute', (route) => own.add(route));
  const transform = createJsonSchemaTransform({ schemaRegistry: own.registry });
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: own.registry });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'faceenroll',
        version: VERSION,
        description: 'Enroll faces, and find out whose they are.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicUrl ?? '/' }],
      tags: TAGS.map(([name, description]) => ({ name, description })),
      security: [{ apiKey: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
    },
    transform: (route) => {
      const { form, scope } = route.route.config ?? {};
      const schema: FastifySchema = {
        ...route.schema,
        ...(scope && { description: described(scope, route.schema?.description) }),
        ...(form && { consumes: ['multipart/form-data'], body: form }),
      };
      const told = transform({ ...route, schema });
      return { ...told, schema: withResponseHeaders(told.schema) };
    },
    transformObject: (document) => withUsedSchemas(transformObject(document)),
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    // From another listener a browser does not reach the interface.
    uiConfig: isAside ? { supportedSubmitMethods: [] } : {},
  });
}

/** What an operation does, after the scope that it takes: no key of OpenAPI says that for API keys. */
function described(scope: Scope, description: string | undefined): string {
  return [`Takes a key with the scope "${scope}".`, description].filter(Boolean).join(' ');
}
