import { CodedError } from '../base/coded-error';
import type { CloudProfile } from '../cloud/cloud-profile';

/** The words of a session's server: errors that leave the session speak them. */
export class ServerWords {
  constructor(private readonly profile: Pick<CloudProfile, 'spokenOf'>) {}

  /** The same error, in these words from now on. */
  say(error: CodedError): CodedError {
    return error.at(this.profile.spokenOf);
  }

  /** Does as the action does; what it rejects with is said in these words. */
  async saying<Value>(action: () => Promise<Value>): Promise<Value> {
    try {
      return await action();
    } catch (error) {
      throw error instanceof CodedError ? this.say(error) : error;
    }
  }
}
