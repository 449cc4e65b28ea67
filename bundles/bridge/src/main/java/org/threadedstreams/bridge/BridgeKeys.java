package org.threadedstreams.bridge;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.threadedstreams.bridge.listening.ListenOptions;

/** The keys of {@code etc/bridge.cfg}, for those who list or edit them; {@link ListenOptions} reads them. */
@ObjectClassDefinition(name = "Bridge", description = "The TCP event-bus bridge for other processes and languages.")
@interface BridgeKeys {

    @AttributeDefinition(description = "Where to listen; must be a loopback address.", required = false)
    String host() default ListenOptions.DEFAULT_HOST;

    @AttributeDefinition(description = "The TCP port; 0: any free one.", min = "0", max = "65535", required = false)
    int port() default Bridge.DEFAULT_PORT;
}
