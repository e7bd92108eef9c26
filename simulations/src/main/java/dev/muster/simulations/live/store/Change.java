package dev.muster.simulations.live.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One write that changed something.
 *
 * @param version the resourceVersion that the write made; each is used once and they only rise
 * @param before the object as it was; null for an addition
 * @param object the object as it is, or for a deletion its last state under the deletion's version
 * @param user who asked for it
 */
public record Change(
    long version,
    ChangeType type,
    ResourceType resource,
    @Nullable Map<String, @Nullable Object> before,
    Map<String, @Nullable Object> object,
    String user) {}
