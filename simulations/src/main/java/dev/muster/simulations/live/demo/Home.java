package dev.muster.simulations.live.demo;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.cel.CelExpressions;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.log.LogFolder;
import dev.muster.simulations.live.store.Journal;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a demo's cluster lives: in a folder that outlasts it, or nowhere. */
final class Home implements AutoCloseable {
  private final @Nullable LogFolder folder;

  private Home(@Nullable LogFolder folder) {
    this.folder = folder;
  }

  /**
   * @param path null for nowhere
   */
  static Home open(@Nullable Path path, Consumer<String> notices) throws UnusableFolder {
    if (path == null) {
      return new Home(null);
    }
    try {
      return new Home(LogFolder.open(path, notices));
    } catch (IOException refused) {
      throw new UnusableFolder(
          path, String.valueOf(refused.getMessage()), "name another one with --data", refused);
    }
  }

  /** The store as it was left; a new one if there was none. */
  Store store(Loop loop) throws UnusableFolder {
    var store = folder == null ? new Store(loop::now) : kept(loop, folder);
    store.expressions(new CelExpressions());
    return store;
  }

  private static Store kept(Loop loop, LogFolder folder) throws UnusableFolder {
    try {
      return new Store(loop::now, folder.journal());
    } catch (Journal.Unwritable | IllegalStateException broken) {
      throw new UnusableFolder(
          folder.path(),
          String.valueOf(broken.getMessage()),
          "free room or put the folder right, and start again; nothing in it was changed",
          broken);
    }
  }

  /** The face of the store, known to old kubeconfigs if it was there before. */
  ApiServer serve(Store store, Loop loop, int port) throws IOException {
    return folder == null
        ? ApiServer.start(store, loop, port, Files.createTempDirectory("muster-demo"))
        : ApiServer.resume(store, loop, port, folder.path());
  }

  /** Refuses if what it holds is not what is to be played. */
  boolean holds(Story story) throws UnusableFolder {
    try {
      return story.recall();
    } catch (IllegalArgumentException other) {
      if (folder == null) {
        throw other;
      }
      throw new UnusableFolder(
          folder.path(),
          String.valueOf(other.getMessage()),
          "name that scenario with --scenario, or another folder",
          other);
    }
  }

  /** Throws if a change could not be kept. */
  void check() throws UnusableFolder {
    Optional<String> problem = folder == null ? Optional.empty() : folder.problem();
    if (problem.isPresent() && folder != null) {
      throw new UnusableFolder(
          folder.path(),
          problem.get(),
          "free room and start again with the same folder; everything confirmed is in it",
          null);
    }
  }

  @Override
  public void close() throws UnusableFolder {
    if (folder == null) {
      return;
    }
    try {
      folder.close();
    } catch (IOException broken) {
      throw new UnusableFolder(
          folder.path(),
          "it was not closed properly: " + broken.getMessage(),
          "start again with the same folder; everything confirmed is in it",
          broken);
    }
  }
}
