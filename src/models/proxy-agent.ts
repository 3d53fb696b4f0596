import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

/**
 * Connects through the proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or directly; `connectMs` in
 * milliseconds.
 */
export function proxyAgent(connectMs: number): Dispatcher {
  return new EnvHttpProxyAgent({
    connect: { timeout: connectMs },
    // Many proxies tunnel to the port of https only; http they forward.
    proxyTunnel: false,
    clientFactory: (proxy, options) => reportingClosed(new Pool(proxy.origin, options)),
  });
}

/**
 * When a proxy closes the connection without an answer, undici retries in a tight loop unless the
 * error has another code.
 */
function reportingClosed(proxy: Dispatcher): Dispatcher {
  const connectOnce = proxy.connect.bind(proxy);
  const connect = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    try {
      return await connectOnce(options);
    } catch (error) {
      if ((error as { code?: string }).code !== 'UND_ERR_SOCKET') throw error;
      throw Object.assign(new Error('the proxy closed the connection'), { code: 'ECONNRESET' });
    }
  };
  return Object.assign(proxy, { connect });
}
