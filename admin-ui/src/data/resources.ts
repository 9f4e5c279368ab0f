/** Where each resource is, and what of it may be sent back. */

export interface Resource {
  path: string;
  /** The field that names a record in its address; `id` unless told. */
  key?: string;
  /** Fields that a change may send; without it, all that changed. */
  writable?: readonly string[];
  /** How a record is made or changed, unless by POST and PATCH. */
  put?: boolean;
}

export const RESOURCES: Record<string, Resource> = {};
