package org.threadedstreams.web;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.threadedstreams.bridge.listening.ListenOptions;

/** The keys of {@code etc/web.cfg}, for those who list or edit them; {@link ListenOptions} reads them. */
@ObjectClassDefinition(name = "Web", description = "The page.")
@interface WebKeys {

    @AttributeDefinition(description = "Where to listen; must be a loopback address.", required = false)
    String host() default ListenOptions.DEFAULT_HOST;

    @AttributeDefinition(description = "The TCP port; 0: any free one.", min = "0", max = "65535", required = false)
    int port() default Web.DEFAULT_PORT;
}
