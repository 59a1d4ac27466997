import { environment } from "../env.ts";

/** How people can come in beside e-mail and password, which the project's configuration decides. */
export interface SignInWays {
  passwordReset: boolean;
  github: boolean;
}

/** Asked for each request, so that a change needs no build. */
export function signInWays(): SignInWays {
  const { OPS_AUTH_PASSWORD_RESET, OPS_AUTH_GITHUB } = environment();
  return { passwordReset: OPS_AUTH_PASSWORD_RESET, github: OPS_AUTH_GITHUB };
}
