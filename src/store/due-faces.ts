/**
 * SQL that is true of the templates `t` that an upgrade to @encoder would change: those of
 * another encoder, but for a slot that has one of @encoder already, or a newer one of a third
 * encoder: a slot can have one template of an encoder.
 */
export const IS_DUE = `
  t.collection = @collection AND t.encoder <> @encoder AND NOT EXISTS (
    SELECT 1 FROM templates AS o
    WHERE o.collection = t.collection AND o.user_id = t.user_id AND o.slot = t.slot
      AND o.face_id <> t.face_id
      AND (o.encoder = @encoder OR (o.created_at, o.face_id) > (t.created_at, t.face_id)))`;

/** SQL that is true of the templates `t` that @encoder has encoded again. */
export const IS_STAGED = `
  EXISTS (SELECT 1 FROM template_versions AS v
          WHERE v.face_id = t.face_id AND v.encoder = @encoder)`;

/** SQL that is true of the templates `t` that have a thumbnail. */
export const HAS_THUMBNAIL = `
  EXISTS (SELECT 1 FROM thumbnails AS h WHERE h.face_id = t.face_id)`;
