import { type Dispatcher, getGlobalDispatcher } from "undici";

/**
 * What sends a request of fetch, by the proxies of the environment, but does not give up a server that is silent for five minutes: a
 * step has a time of its own, which may be longer. The package's major version has to be that of Node's own undici, which is given it.
 */
export function patientDispatcher(): Dispatcher {
  return getGlobalDispatcher().compose(
    (dispatch) => (options, handler) => dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
  );
}
