import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

/**
 * Connections through the proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or without one
 * where none is named.
 */
export function proxyAgent(connectMs: number): Dispatcher {
  return new EnvHttpProxyAgent({
    connect: { timeout: connectMs },
    // Many proxies tunnel to the port of https only; http they forward.
    proxyTunnel: false,
    clientFactory: (proxy, options) => tellingClosed(new Pool(proxy.origin, options)),
  });
}

/**
 * undici asks a proxy for a tunnel over and over, without a pause, when the proxy closes the
 * connection without an answer; under the name of another error it gives up.
 */
function tellingClosed(proxy: Dispatcher): Dispatcher {
  const ask = proxy.connect.bind(proxy);
  const connect = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    try {
      return await ask(options);
    } catch (error) {
      if ((error as { code?: string }).code !== 'UND_ERR_SOCKET') throw error;
      throw Object.assign(new Error('the proxy closed the connection'), { code: 'ECONNRESET' });
    }
  };
  return Object.assign(proxy, { connect });
}
