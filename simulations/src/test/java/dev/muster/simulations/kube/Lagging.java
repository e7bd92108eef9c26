package dev.muster.simulations.kube;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server whose watches tell everything late, in order, and that may refuse to create anything but
 * Events for a while; what is asked for is answered at once.
 */
final class Lagging implements Api {
  private final Api api;
  private final Loop loop;
  private final long millis;
  private List<String> late = List.of();
  private String unlisted = "";
  private boolean denied;
  private String hidden = "";
  private long hiddenUntil;
  private long refusesUntil;

  Lagging(Api api, Loop loop, long millis) {
    this.api = api;
    this.loop = loop;
    this.millis = millis;
  }

  /** Only the watches of these kinds are late. */
  Lagging only(String... plurals) {
    late = List.of(plurals);
    return this;
  }

  /** Objects of this kind that name a queue cannot be listed, or may not. */
  Lagging without(String plural, boolean isDenied) {
    unlisted = plural;
    denied = isDenied;
    return this;
  }

  /** Objects of this version cannot be listed for so long from now on. */
  Lagging hiding(String apiVersion, long forMillis) {
    hidden = apiVersion;
    hiddenUntil = loop.monotonic() + forMillis;
    return this;
  }

  /** Refuses creations for so long from now on. */
  Lagging refusing(long forMillis) {
    refusesUntil = loop.monotonic() + forMillis;
    return this;
  }

  @Override
  public Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events) {
    if (kind.plural().equals(unlisted) && labelSelector.equals(BareKind.QUEUE)) {
      loop.post(() -> events.accept(new WatchEvent.Broken("no list", denied)));
      return () -> {};
    }
    if (kind.apiVersion().equals(hidden) && loop.monotonic() < hiddenUntil) {
      loop.post(() -> events.accept(new WatchEvent.Broken("no list", false)));
      loop.after(
          hiddenUntil - loop.monotonic(),
          () -> {
            var unused = api.watch(kind, labelSelector, events);
          });
      return () -> {};
    }
    long lag = late.isEmpty() || late.contains(kind.plural()) ? millis : 0;
    return api.watch(kind, labelSelector, event -> loop.after(lag, () -> events.accept(event)));
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
    if (loop.monotonic() < refusesUntil && !kind.plural().equals("events")) {
      loop.post(() -> then.accept(new Answer.Refused(403, "Forbidden", "exceeded quota", 0)));
    } else {
      api.create(kind, namespace, object, then);
    }
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    api.create(ref, subresource, object, then);
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    api.patch(ref, subresource, type, body, then);
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    api.delete(ref, options, then);
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    api.resolve(apiVersion, kind, then);
  }
}
