package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.convert.OlderGroup;
import dev.muster.scheduler.kube.watch.Kinds;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows AppWrappers of MCAD's first group as today's version tells them, and writes their status as
 * that group has it, so that nobody above knows a difference. All else passes as it is.
 */
final class OlderGroupApi implements Api {
  private static final String STATUS = "status";
  private static final Set<String> METADATA = Set.of("metadata");

  private final Api api;

  OlderGroupApi(Api api) {
    this.api = api;
  }

  private static boolean isOlder(Kind kind) {
    return kind.equals(Kinds.OLDER_GANGS);
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    api.get(ref, read(ref.kind(), then));
  }

  @Override
  public void list(Kind kind, String namespace, String labelSelector, Consumer<Listing> then) {
    api.list(kind, namespace, labelSelector, isOlder(kind) ? l -> then.accept(read(l)) : then);
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    api.create(kind, namespace, object, read(kind, then));
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    api.create(ref, subresource, object, then);
  }

  /**
   * @throws IllegalArgumentException if that would be stored where nobody reads it: of the older
   *     kind only metadata and, by a merge patch, the status are written
   */
  @Override
  @SuppressWarnings("unchecked") // bodies of merge patches are objects
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    if (!isOlder(ref.kind())) {
      api.patch(ref, subresource, type, body, then);
      return;
    }
    boolean status = subresource.equals(STATUS);
    if (type != PatchType.MERGE
        || !(body instanceof Map<?, ?> fields)
        || (!status && !METADATA.equals(fields.keySet()))) {
      throw new IllegalArgumentException("not to be written of " + ref);
    }
    var merge = (Map<String, @Nullable Object>) body;
    var written = status ? OlderGroup.statusPatch(merge) : merge;
    api.patch(ref, subresource, type, written, read(ref.kind(), then));
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    api.delete(ref, options, read(ref.kind(), then));
  }

  @Override
  public Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events) {
    return api.watch(
        kind, labelSelector, isOlder(kind) ? event -> events.accept(read(event)) : events);
  }

  @Override
  public Api ranked(Rank rank) {
    return new OlderGroupApi(api.ranked(rank));
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    api.resolve(apiVersion, kind, then);
  }

  private static Consumer<Answer> read(Kind kind, Consumer<Answer> then) {
    return isOlder(kind)
        ? answer ->
            then.accept(answer instanceof Answer.Done done ? new Answer.Done(read(done)) : answer)
        : then;
  }

  /** The answer to a deletion may tell of the deletion alone. */
  private static Map<String, @Nullable Object> read(Answer.Done done) {
    return OlderGroup.isOf(done.object()) ? OlderGroup.read(done.object()) : done.object();
  }

  private static Listing read(Listing listing) {
    return listing instanceof Listing.Complete complete
        ? new Listing.Complete(
            complete.objects().stream().map(OlderGroup::read).toList(), complete.version())
        : listing;
  }

  private static WatchEvent read(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Put put -> new WatchEvent.Put(OlderGroup.read(put.object()));
      case WatchEvent.Gone gone -> new WatchEvent.Gone(OlderGroup.read(gone.object()));
      case WatchEvent.Relisting relisting -> relisting;
      case WatchEvent.Listed listed -> listed;
      case WatchEvent.Alive alive -> alive;
      case WatchEvent.Broken broken -> broken;
    };
  }
}
