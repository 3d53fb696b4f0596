import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Scope } from '../domain/scopes.js';
import { DOCS_POLICY } from './headers.js';
import { withoutUnused } from './used-schemas.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a key needs. */
    readonly scope?: Scope;
    /** The description of a form of multipart/form-data. */
    readonly form?: z.ZodObject;
  }
}

type Transformed = ReturnType<typeof jsonSchemaTransformObject>;

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** /openapi.json, made of the schemas that requests and answers are checked by, and /docs. */
export async function addDescription(
  app: FastifyInstance,
  publicUrl: string | undefined,
  isAside: boolean,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'faceenroll',
        version,
        description: 'Enroll faces, and find out whose they are.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicUrl ?? '/' }],
      security: [{ apiKey: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
    },
    transform: (route) => {
      const { form } = route.route.config ?? {};
      if (!form) return jsonSchemaTransform(route);
      const schema: FastifySchema = {
        ...route.schema,
        consumes: ['multipart/form-data'],
        body: form,
      };
      return jsonSchemaTransform({ ...route, schema });
    },
    // Each schema comes as it is read and as it is written; calls use one of them.
    transformObject: (made) =>
      withoutUnused(jsonSchemaTransformObject(made) as object) as Transformed,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    // From another listener a browser does not reach the interface.
    uiConfig: isAside ? { supportedSubmitMethods: [] } : {},
  });
}
