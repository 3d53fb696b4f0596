import { UsageError } from '../../domain/fatal-error.js';
import { shownValue } from '../../domain/shown-value.js';
import { printable } from '../../domain/text.js';

/** Where a value stands in a call, for messages: `importFaces: tag[1]`. */
export class Place {
  constructor(
    readonly call: string,
    readonly name = '',
  ) {}

  /** A member of the value; of the arguments themselves where the place has no name. */
  member(name: string): Place {
    return new Place(this.call, this.name === '' ? name : `${this.name}.${name}`);
  }

  item(index: number): Place {
    return new Place(this.call, `${this.name}[${index}]`);
  }

  /** A name that the caller gave to a member of the value. */
  ownName(): Place {
    return new Place(this.call, `a name in ${this.name}`);
  }

  /** The error that a value is not what it must be: "importFaces: quality must be off or strict, not 7". */
  mustBe(what: string, value: unknown): UsageError {
    return this.error(`must be ${what}, not ${shownValue(value)}`);
  }

  /** The error with what is wrong, behind the place's name. */
  error(problem: string): UsageError {
    const name = this.name === '' ? '' : `${printable(this.name)} `;
    return new UsageError(`${this.call}: ${name}${problem}`);
  }
}
