package dev.muster.simulations.kube;

import dev.muster.scheduler.kube.Api;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server of which a test takes over chosen patches, or that leaves a question open. */
final class MeddledApi implements Api {
  /** Chooses patches. */
  interface Meant {
    boolean test(Ref ref, Map<String, @Nullable Object> body);
  }

  /** Takes over a patch, or does not. */
  interface Meddler {
    /** {@code send} does what was asked, whenever and as often as it is called. */
    boolean takes(
        Ref ref,
        Map<String, @Nullable Object> body,
        Consumer<Answer> then,
        Consumer<Consumer<Answer>> send);
  }

  private final Api api;
  private final Meddler meddler;

  private final String unanswered;

  private MeddledApi(Api api, Meddler meddler, String unanswered) {
    this.api = api;
    this.meddler = meddler;
    this.unanswered = unanswered;
  }

  /** A process on such a server. */
  static Life life(Stage stage, Meddler meddler) {
    return life(stage, new MeddledApi(stage.api(), meddler, ""));
  }

  /** The same where it is never heard whether kinds of this version are served. */
  static Life unanswered(Stage stage, String apiVersion) {
    return life(stage, new MeddledApi(stage.api(), (ref, body, then, send) -> false, apiVersion));
  }

  private static Life life(Stage stage, Api api) {
    return new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING);
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    api.create(ref, subresource, object, then);
  }

  @Override
  @SuppressWarnings("unchecked") // all patches of the scheduler are objects
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    var tree = (Map<String, @Nullable Object>) body;
    Consumer<Consumer<Answer>> send = heard -> api.patch(ref, subresource, type, body, heard);
    if (!meddler.takes(ref, tree, then, send)) {
      send.accept(then);
    }
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    api.get(ref, then);
  }

  @Override
  public void list(Kind kind, String namespace, String labels, Consumer<Listing> then) {
    api.list(kind, namespace, labels, then);
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    api.create(kind, namespace, object, then);
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    api.delete(ref, options, then);
  }

  @Override
  public Subscription watch(Kind kind, String labels, Consumer<WatchEvent> events) {
    return api.watch(kind, labels, events);
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    if (!apiVersion.equals(unanswered)) {
      api.resolve(apiVersion, kind, then);
    }
  }
}
