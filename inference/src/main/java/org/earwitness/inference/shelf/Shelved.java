package org.earwitness.inference.shelf;

import org.earwitness.inference.ModelPack;

/** What has become of a pack in this process. */
public sealed interface Shelved {

    /** It is not here: never wanted, closed again, or not found where packs come from; why, in words. */
    record Absent(String reason) implements Shelved {}

    /** It is being fetched, verified, opened or warmed. */
    record Loading() implements Shelved {}

    /** It answers at once. */
    record Ready(ModelPack pack) implements Shelved {}

    /** It was looked at and will not be used; why, in words. */
    record Refused(String reason) implements Shelved {}
}
