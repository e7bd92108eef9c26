package dev.muster.scheduler.kube.rights;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.model.User;

/** That somebody may create objects of a kind in a namespace: what an API server can be asked. */
public record Right(User user, Api.Kind kind, String namespace) {}
